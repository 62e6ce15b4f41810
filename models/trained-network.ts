import type * as tf from '@tensorflow/tfjs'
import type { Scaling } from './scaling'

/**
 * A network and the scaling of its inputs. It takes raw feature rows; its output is a row of `network` per input row.
 */
export type TrainedNetwork = { readonly network: tf.LayersModel; readonly scaling: Scaling }
