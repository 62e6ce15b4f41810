/** The runner of jest under a name of its own: jest keeps the worker processes of two runners apart. */
module.exports = require('jest-runner').default
