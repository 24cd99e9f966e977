export * from './predictObjects';
