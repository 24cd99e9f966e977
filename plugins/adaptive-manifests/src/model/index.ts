export * from './input';
export * from './kubernetes';
export * from './options';
