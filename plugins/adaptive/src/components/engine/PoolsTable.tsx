import { useState } from 'react';
import type {
  ComputePool,
  Freshness,
} from '@adaptive-portal/plugin-adaptive-common';
import { DataTable } from '../common/DataTable';
import { PoolRow } from './PoolRow';

const COLUMNS = [
  { id: 'pool', title: 'Pool', width: '15%' },
  { id: 'status', title: 'Status', width: '28%' },
  {
    id: 'replicas',
    title: 'Replicas',
    help: 'Minimum, what there is, maximum; the thick mark is the desired number',
    width: '18%',
  },
  {
    id: 'gpus',
    title: 'GPUs',
    help: 'Allocated of requested',
    align: 'right' as const,
    width: '8%',
  },
  {
    id: 'timeouts',
    title: 'TTFT timeouts',
    help: 'Share of the requests whose first token came too late',
    align: 'right' as const,
    width: '14%',
  },
  {
    id: 'rate',
    title: 'Requests',
    help: 'Requests per second',
    align: 'right' as const,
    width: '8%',
  },
  {
    id: 'p95',
    title: 'TTFT p95',
    help: 'Time to first token that 95 % of the requests stay below',
    align: 'right' as const,
    width: '9%',
  },
];

/**
 * One row per compute pool; a row opens to its scaling path and pods.
 *
 * @internal
 */
export function PoolsTable(props: {
  pools: ComputePool[];
  freshness: Freshness;
  focusPool?: string;
}) {
  const { pools, freshness, focusPool } = props;
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(
    new Map(),
  );
  return (
    <DataTable caption="Compute pools" columns={COLUMNS}>
      {pools.map(pool => {
        const open = toggled.get(pool.name) ?? pool.name === focusPool;
        return (
          <PoolRow
            key={pool.name}
            pool={pool}
            freshness={freshness}
            columns={COLUMNS.length}
            open={open}
            onToggle={() =>
              setToggled(before => new Map(before).set(pool.name, !open))
            }
          />
        );
      })}
    </DataTable>
  );
}
