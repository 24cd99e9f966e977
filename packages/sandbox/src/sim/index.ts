export { createControlLoop } from './controlLoop';
export { queryPrometheus } from './keda/prometheus';
