export * from './keyRanges';
export { chartCapabilities, isInstallable } from './capabilities';
export * from './types';
export * from './versions';
