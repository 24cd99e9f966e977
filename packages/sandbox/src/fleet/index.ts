export { fleetEngines, fleetLoad } from './engines';
export { fleetFiles } from './files';
export { gpuNode, gpuNodeName, isFleetCluster } from './nodes';
export type { FleetCluster } from './nodes';
export { seedFleet } from './seed';
