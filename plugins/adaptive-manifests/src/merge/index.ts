export * from './changeEngine';
export * from './mergeEngineFiles';
export * from './pausedPools';
