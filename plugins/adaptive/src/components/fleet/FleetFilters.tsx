import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
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
  choice: { minWidth: '11rem' },
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
      <Choice
        id="adaptive-cluster"
        label="Cluster"
        value={filter.cluster}
        options={clusters}
        onChange={cluster => onChange({ ...filter, cluster })}
      />
      <Choice
        id="adaptive-status"
        label="Status"
        value={filter.status}
        options={statuses}
        onChange={status => onChange({ ...filter, status })}
      />
    </div>
  );
}

/** A select whose first option is "All"; a value from the address that is no option is offered as it is. */
function Choice(props: {
  id: string;
  label: string;
  value: string;
  options: Array<{ value: string; label: string }>;
  onChange: (value: string) => void;
}) {
  const { id, label, value, options } = props;
  const classes = useStyles();
  const strange = value !== '' && !options.some(o => o.value === value);
  return (
    <TextField
      id={id}
      className={classes.choice}
      label={label}
      select
      variant="outlined"
      size="small"
      value={value}
      onChange={event => props.onChange(event.target.value)}
      InputLabelProps={{ shrink: true }}
      SelectProps={{ displayEmpty: true }}
    >
      <MenuItem value="">All</MenuItem>
      {strange && <MenuItem value={value}>{value}</MenuItem>}
      {options.map(option => (
        <MenuItem key={option.value} value={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
