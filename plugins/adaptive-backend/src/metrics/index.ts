export { createMetricsService } from './createMetricsService';
export type { MetricsServiceOptions } from './createMetricsService';
export type * from './types';
