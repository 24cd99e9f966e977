export * from './layoutPaths';
