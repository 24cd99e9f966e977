export * from './mergeEngineFiles';
