export { createOwnerOf } from './createOwnerOf';
export { readOwnershipConfig } from './readOwnershipConfig';
