const { TestEnvironment } = require('jest-environment-node')

/**
 * Node's environment, with the kinds of array that native code makes: TensorFlow asks of its own answers whether they
 * are such arrays.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    this.global.Float32Array = Float32Array
    this.global.Int32Array = Int32Array
  }
}
