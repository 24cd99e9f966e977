export { createMetricsService } from './createMetricsService';
