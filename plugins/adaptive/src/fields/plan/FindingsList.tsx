import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { Finding } from '@adaptive-portal/plugin-adaptive-manifests';
import { StateLabel } from '../../components/common/StateLabel';
import { goToPage, pageOf, type FormPages } from './formPages';
import { withPoolNames } from './words';

const WORDING = {
  error: { label: 'Error', tone: 'critical' },
  warning: { label: 'Warning', tone: 'warning' },
  info: { label: 'Note', tone: 'info' },
} as const;

const RANK = { error: 0, warning: 1, info: 2 } as const;

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: '6.5rem 1fr auto',
    gap: theme.spacing(0.5, 1),
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    ...theme.typography.body2,
    [theme.breakpoints.down('xs')]: { gridTemplateColumns: '1fr' },
  },
  words: { overflowWrap: 'anywhere' },
  remedy: { color: theme.palette.text.secondary },
}));

/**
 * Findings, errors first, each with what to do about it and the way to its page of the form.
 *
 * @internal
 */
export function FindingsList(props: {
  findings: Finding[];
  pages: FormPages;
  /** Names of the pools, in their order. */
  poolNames?: readonly (string | undefined)[];
}) {
  const classes = useStyles();
  const sorted = [...props.findings].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity],
  );
  if (sorted.length === 0) {
    return <Typography variant="body2">Nothing to say against it.</Typography>;
  }
  return (
    <ul className={classes.list}>
      {sorted.map(({ rule, severity, path, sentence, remedy }) => {
        const page = pageOf(path, props.pages);
        const named = (text: string) =>
          withPoolNames(text, props.poolNames ?? []);
        return (
          <li key={`${rule} ${path} ${sentence}`} className={classes.item}>
            <StateLabel wording={WORDING[severity]} />
            <div className={classes.words}>
              {named(sentence)}.
              <div className={classes.remedy}>{named(remedy)}.</div>
            </div>
            {page !== undefined && severity !== 'info' && (
              <div>
                <Button
                  size="small"
                  variant="outlined"
                  aria-label={`Go to ${page} for ${named(path)}`}
                  onClick={() => goToPage(page)}
                >
                  {page}
                </Button>
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
