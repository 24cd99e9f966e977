import type { Container, ContainerStatus } from '../core/objects';

/** Where a container is on its way to serving. */
export type ContainerPhase =
  | 'creating'
  | 'loading'
  | 'ready'
  | 'pullFailed'
  | 'backOff';

/** The entry of `status.containerStatuses`. */
export function containerStatus(
  container: Container,
  phase: ContainerPhase,
  now: string,
  before: ContainerStatus | undefined,
): ContainerStatus {
  const image = container.image ?? '';
  const running = phase === 'loading' || phase === 'ready';
  const startedAt = before?.state.running?.startedAt ?? now;
  return {
    name: container.name,
    image,
    ready: phase === 'ready',
    started: running,
    restartCount: before?.restartCount ?? 0,
    state: running
      ? { running: { startedAt } }
      : { waiting: waitingReason(phase, image) },
  };
}

function waitingReason(phase: ContainerPhase, image: string) {
  switch (phase) {
    case 'pullFailed':
      return {
        reason: 'ErrImagePull',
        message: `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
      };
    case 'backOff':
      return {
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
      };
    default:
      return { reason: 'ContainerCreating' };
  }
}
