export * from './parseEngineInput';
