import { useId, type ReactNode } from 'react';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: { marginBottom: theme.spacing(2), overflow: 'hidden' },
  title: { padding: theme.spacing(1.5, 1.5, 1) },
}));

/**
 * A titled part of a page.
 *
 * @internal
 */
export function Section(props: { title: string; children: ReactNode }) {
  const classes = useStyles();
  const id = useId();
  return (
    <Paper
      component="section"
      variant="outlined"
      className={classes.root}
      aria-labelledby={id}
    >
      <Typography id={id} variant="h6" component="h2" className={classes.title}>
        {props.title}
      </Typography>
      {props.children}
    </Paper>
  );
}
