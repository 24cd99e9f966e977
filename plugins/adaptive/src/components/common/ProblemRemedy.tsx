import { makeStyles } from '@material-ui/core/styles';
import type { Problem } from '@adaptive-portal/plugin-adaptive-common';
import { ExternalLink } from './ExternalLink';

const useStyles = makeStyles(theme => ({
  links: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(2),
    marginTop: theme.spacing(0.5),
  },
}));

/**
 * What to do about a problem, and where that is explained.
 *
 * @internal
 */
export function ProblemRemedy({ problem }: { problem: Problem }) {
  const classes = useStyles();
  const { remedy, docs } = problem;
  return (
    <>
      {remedy}
      {docs && (
        <div className={classes.links}>
          <ExternalLink url={docs}>Explained</ExternalLink>
        </div>
      )}
    </>
  );
}
