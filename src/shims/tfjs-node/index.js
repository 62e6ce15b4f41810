// danfojs-node asks for tfjs-node 3; it runs on the same TensorFlow.js as everything else here, so one tfjs-core is in
// the tree.
module.exports = require('@tensorflow/tfjs')
