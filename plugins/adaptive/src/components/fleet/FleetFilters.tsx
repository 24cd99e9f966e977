import { FilterBar } from '../common/FilterBar';
import { FilterChoice } from '../common/FilterChoice';
import { ENGINE_STATUS } from '../common/tones';
import type { FleetFilter } from './filters';

/**
 * Search, cluster and status.
 *
 * @internal
 */
export function FleetFilters(props: {
  filter: FleetFilter;
  clusters: string[];
  onChange: (filter: FleetFilter) => void;
}) {
  const { filter, onChange } = props;
  const statuses = Object.entries(ENGINE_STATUS).map(([value, { label }]) => ({
    value,
    label,
  }));
  const clusters = props.clusters.map(name => ({ value: name, label: name }));
  return (
    <FilterBar
      label="Engines"
      id="adaptive-search"
      search={filter.search}
      onSearch={search => onChange({ ...filter, search })}
    >
      <FilterChoice
        id="adaptive-cluster"
        label="Cluster"
        value={filter.cluster}
        options={clusters}
        onChange={cluster => onChange({ ...filter, cluster })}
      />
      <FilterChoice
        id="adaptive-status"
        label="Status"
        value={filter.status}
        options={statuses}
        onChange={status => onChange({ ...filter, status })}
      />
    </FilterBar>
  );
}
