import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { FilterChoice } from '../common/FilterChoice';
import { ENGINE_STATUS } from '../common/tones';
import type { FleetFilter } from './filters';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(2),
  },
  search: { flex: '1 1 16rem', maxWidth: '30rem' },
}));

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
  const classes = useStyles();
  const statuses = Object.entries(ENGINE_STATUS).map(([value, { label }]) => ({
    value,
    label,
  }));
  const clusters = props.clusters.map(name => ({ value: name, label: name }));
  return (
    <div role="search" aria-label="Engines" className={classes.root}>
      <TextField
        id="adaptive-search"
        className={classes.search}
        label="Search"
        type="search"
        variant="outlined"
        size="small"
        value={filter.search}
        onChange={event => onChange({ ...filter, search: event.target.value })}
      />
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
    </div>
  );
}
