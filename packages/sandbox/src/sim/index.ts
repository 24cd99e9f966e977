export { createControlLoop } from './controlLoop';
export type { ControlLoop, ControlLoopOptions } from './controlLoop';
export { systemClock } from './core/clock';
export type { Clock } from './core/clock';
export { queryPrometheus } from './keda/prometheus';
export type { QueryPrometheus } from './keda/prometheus';
