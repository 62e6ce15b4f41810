import { train } from '../../training/train'

const [, , data, out] = process.argv

/** Trains on the recording named first into the registry named second, two steps at a time, and says on standard output what it begins. */
const main = async (): Promise<void> => {
  const told = new Set<string>()
  const show = (stage: string): void => {
    if (!told.has(stage)) process.stdout.write(`${stage}\n`)
    told.add(stage)
  }
  await train({ data, out, seed: 5, optionDays: 0.125, backend: 'wasm' }, show, 2)
}

void main()
