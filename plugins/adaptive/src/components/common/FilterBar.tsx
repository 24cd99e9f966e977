import type { ReactNode } from 'react';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';

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
 * A search field, and selects beside it.
 *
 * @internal
 */
export function FilterBar(props: {
  /** What is searched, for screen readers. */
  label: string;
  id: string;
  search: string;
  onSearch: (search: string) => void;
  children: ReactNode;
}) {
  const classes = useStyles();
  return (
    <div role="search" aria-label={props.label} className={classes.root}>
      <TextField
        id={props.id}
        className={classes.search}
        label="Search"
        type="search"
        variant="outlined"
        size="small"
        value={props.search}
        onChange={event => props.onSearch(event.target.value)}
      />
      {props.children}
    </div>
  );
}
