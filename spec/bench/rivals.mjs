// Not compiled, and beside their node_modules: what is compiled runs from build/, where these aren't found.
export { default as binarySplit } from 'binary-split';
export { decode as itLengthPrefixed } from 'it-length-prefixed';
export { decode as lengthPrefixedStream } from 'length-prefixed-stream';
export { default as split2 } from 'split2';
