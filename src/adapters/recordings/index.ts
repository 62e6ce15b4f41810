export { openRecording } from './reader'
export { startRecording, type RecordingIdentity } from './writer'
