export * from './behavior';
export * from './desired';
export * from './quantity';
