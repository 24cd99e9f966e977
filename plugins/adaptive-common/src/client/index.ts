export * from './AdaptiveClient';
export * from './types';
