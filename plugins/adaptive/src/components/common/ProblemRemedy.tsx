import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
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
 * What to do about a problem, the form with that change filled in where it is one, and where it is explained.
 *
 * @internal
 */
export function ProblemRemedy(props: {
  problem: Problem;
  /** The form with `problem.fix` filled in, where there is one. */
  fixUrl?: string;
}) {
  const { problem, fixUrl } = props;
  const classes = useStyles();
  const { remedy, docs, fix } = problem;
  return (
    <>
      {remedy}
      {(docs || (fix && fixUrl)) && (
        <div className={classes.links}>
          {fix && fixUrl && <Link to={fixUrl}>{fix.title}</Link>}
          {docs && <ExternalLink url={docs}>Explained</ExternalLink>}
        </div>
      )}
    </>
  );
}
