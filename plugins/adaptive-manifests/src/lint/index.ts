export * from './lintScaledObjects';
