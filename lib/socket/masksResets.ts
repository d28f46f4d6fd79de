const [major = 0, minor = 0] = process.versions.uv.split('.').map(Number);

/**
 * Before libuv 1.52 data followed at once by a reset is reported as an end of stream: seeing the hang-up it doesn't read on, so
 * the error stays with the kernel.
 */
export const masksResets = process.platform !== 'win32' && major === 1 && minor < 52;
