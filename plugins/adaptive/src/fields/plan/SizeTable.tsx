import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type { EnginePlan } from '@adaptive-portal/plugin-adaptive-manifests';
import type { NodeGroupFacts } from '@adaptive-portal/plugin-adaptive-common';
import { DataTable, RowHeader } from '../../components/common/DataTable';
import { StateLabel } from '../../components/common/StateLabel';
import { count } from '../../format';
import { arrow, fitInWords, poolGpus, range } from './words';

const COLUMNS = [
  { id: 'pool', title: 'Pool', width: '20%' },
  { id: 'replicas', title: 'Replicas', width: '20%' },
  { id: 'gpus', title: 'GPUs', width: '20%' },
  { id: 'fit', title: 'In the cluster', width: '40%' },
];

function maybe<T, R>(value: T | undefined, map: (value: T) => R) {
  return value === undefined ? undefined : map(value);
}

/**
 * Replicas and GPUs of each pool before and after, and what the cluster has for them.
 *
 * @internal
 */
export function SizeTable(props: {
  plan: EnginePlan;
  nodes: NodeGroupFacts[] | undefined;
}) {
  const { pools, gpus } = props.plan;
  return (
    <>
      <DataTable caption="Replicas and GPUs" columns={COLUMNS}>
        {pools.map(({ pool, workload, before, after, fit, defaultGroup }) => (
          <TableRow key={workload}>
            <RowHeader>{defaultGroup ? 'default group' : pool}</RowHeader>
            <TableCell>
              {arrow(maybe(before, range), maybe(after, range))}
              {after?.paused ? ', paused' : ''}
            </TableCell>
            <TableCell>
              {arrow(
                maybe(before, size => range(poolGpus(size))),
                maybe(after, size => range(poolGpus(size))),
              )}
            </TableCell>
            <TableCell>
              {after && fit && fit.verdict !== 'fits' ? (
                <StateLabel wording={{ label: fit.verdict, tone: 'warning' }}>
                  <span style={{ whiteSpace: 'normal' }}>
                    {fitInWords(fit)}
                  </span>
                </StateLabel>
              ) : (
                after && fitInWords(fit)
              )}
            </TableCell>
          </TableRow>
        ))}
      </DataTable>
      <Typography variant="body2" component="div">
        <div>
          All pools together:{' '}
          {arrow(maybe(gpus.before, range), maybe(gpus.after, range))} GPUs
          {gpus.peakWhileRolling &&
            `, at most ${range(
              gpus.peakWhileRolling,
            )} while the change rolls out`}
          {gpus.held !== undefined &&
            `; the engine holds ${gpus.held} at present`}
          .
        </div>
        <div>{clusterGpus(props.nodes)}</div>
      </Typography>
    </>
  );
}

function clusterGpus(nodes: NodeGroupFacts[] | undefined): string {
  if (!nodes) return 'What the cluster has free is not known.';
  if (nodes.length === 0) return 'The cluster has no GPU nodes.';
  const products = nodes.map(
    ({ product, free, allocatable }) =>
      `${free} of ${count(allocatable, 'GPU')} ${product}`,
  );
  return `Free in the cluster now: ${products.join(', ')}.`;
}
