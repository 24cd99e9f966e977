export * from './behavior';
export * from './desired';
export * from './earliestChange';
export * from './keda';
export * from './quantity';
