import { useState } from 'react';
import type {
  ComputePool,
  Freshness,
} from '@adaptive-portal/plugin-adaptive-common';
import { DataTable } from '../common/DataTable';
import { PoolRow } from './PoolRow';

const COLUMNS = [
  { id: 'pool', title: 'Pool' },
  { id: 'status', title: 'Status' },
  { id: 'replicas', title: 'Replicas' },
  { id: 'gpus', title: 'GPUs', align: 'right' as const },
  { id: 'timeouts', title: 'TTFT timeouts', align: 'right' as const },
  { id: 'rate', title: 'Requests', align: 'right' as const },
  { id: 'p95', title: 'TTFT p95', align: 'right' as const },
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
