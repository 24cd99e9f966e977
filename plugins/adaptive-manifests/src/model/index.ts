export * from './input';
export * from './kubernetes';
