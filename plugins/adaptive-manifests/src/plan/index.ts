export { describeChange } from './describeChange';
export type { ChangeDescription, FileChange } from './describeChange';
export type { GpuTotals } from './gpuTotals';
export * from './planEngine';
export * from './summarizePlan';
export * from './types';
