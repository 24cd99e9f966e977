import Tooltip from '@material-ui/core/Tooltip';
import type { EngineGitOps } from '@adaptive-portal/plugin-adaptive-common';
import { StateLabel } from '../common/StateLabel';

const TOOLS = { argocd: 'Argo CD', flux: 'Flux' } as const;

/**
 * Whether git and the cluster agree, and on which revision; loud only when they do not.
 *
 * @internal
 */
export function GitOpsState({ gitops }: { gitops: EngineGitOps }) {
  const { tool, sync, health, revision, message, suspended, failed } = gitops;
  const origin = `${TOOLS[tool]} ${gitops.object} in ${gitops.cluster}`;
  const words = `${TOOLS[tool]}: ${sync ?? 'state not known'}`;
  const off =
    failed === true ||
    (sync !== undefined && sync !== 'Synced' && sync !== 'True');
  const parts = (gitops.parts ?? []).filter(({ ready }) => ready === false);
  return (
    <>
      <Tooltip title={message ? `${origin}: ${message}` : origin}>
        <span>
          {off ? (
            <StateLabel wording={{ label: words, tone: 'warning' }} />
          ) : (
            words
          )}
        </span>
      </Tooltip>
      {revision && (
        <>
          {' at '}
          <code title={revision}>{revision.slice(0, 7)}</code>
        </>
      )}
      {health && health !== 'Healthy' && `, health ${health}`}
      {suspended && (
        <>
          {', '}
          <StateLabel wording={{ label: 'suspended', tone: 'paused' }} />
        </>
      )}
      {parts.map(({ kind, object, message: why }) => (
        <Tooltip key={`${kind} ${object}`} title={why ?? ''}>
          <span>
            {', '}
            <StateLabel
              wording={{
                label: `${kind} ${object} not ready`,
                tone: 'warning',
              }}
            />
          </span>
        </Tooltip>
      ))}
    </>
  );
}
