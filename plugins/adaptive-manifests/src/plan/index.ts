export * from './describeChange';
export type { GpuTotals } from './gpuTotals';
