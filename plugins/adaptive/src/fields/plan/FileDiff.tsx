import clsx from 'clsx';
import Typography from '@material-ui/core/Typography';
import { alpha, makeStyles } from '@material-ui/core/styles';
import { Disclosure } from './Disclosure';
import type { FileChange } from '@adaptive-portal/plugin-adaptive-manifests';

/** More lines make a page that no longer scrolls well, and nobody reads them there. */
const MAX_LINES = 600;

const useStyles = makeStyles(theme => ({
  file: { borderTop: `1px solid ${theme.palette.divider}` },
  change: { display: 'inline-block', minWidth: '5em' },
  counts: { color: theme.palette.text.secondary, whiteSpace: 'nowrap' },
  diff: {
    margin: theme.spacing(0, 0, 1.5),
    padding: theme.spacing(1, 0),
    // Long lines wrap: what scrolls by itself would be out of reach of the keyboard.
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    fontSize: theme.typography.caption.fontSize,
    lineHeight: 1.5,
  },
  line: {
    display: 'block',
    padding: theme.spacing(0, 1),
  },
  added: { backgroundColor: alpha(theme.palette.success.main, 0.16) },
  removed: { backgroundColor: alpha(theme.palette.error.main, 0.16) },
  place: { color: theme.palette.text.secondary },
}));

interface DiffLine {
  kind: 'added' | 'removed' | 'place' | 'same';
  text: string;
}

/** Lines of a unified diff without its file header, which the summary says already. */
function readDiff(diff: string): DiffLine[] {
  const lines = diff.replace(/\n$/, '').split('\n');
  const start = lines.findIndex(line => line.startsWith('@@'));
  return lines.slice(Math.max(start, 0)).map(text => {
    if (text.startsWith('@@')) return { kind: 'place', text };
    if (text.startsWith('+')) return { kind: 'added', text };
    if (text.startsWith('-')) return { kind: 'removed', text };
    return { kind: 'same', text };
  });
}

const WORDS = { added: 'Added', changed: 'Changed', removed: 'Removed' };

/**
 * One file of a plan; its diff opens on demand.
 *
 * @internal
 */
export function FileDiff({ file }: { file: FileChange }) {
  const classes = useStyles();
  const lines = readDiff(file.diff);
  const added = lines.filter(({ kind }) => kind === 'added').length;
  const removed = lines.filter(({ kind }) => kind === 'removed').length;
  return (
    <div className={classes.file}>
      <Disclosure
        summary={
          <>
            <span className={classes.change}>{WORDS[file.change]}</span>{' '}
            <code>{file.path}</code>{' '}
            <span className={classes.counts}>
              {added > 0 && `+${added}`} {removed > 0 && `−${removed}`}
            </span>
          </>
        }
      >
        <pre
          className={classes.diff}
          role="region"
          aria-label={`Difference in ${file.path}`}
        >
          {lines.slice(0, MAX_LINES).map(({ kind, text }, index) => (
            <span
              key={index}
              className={clsx(classes.line, kind !== 'same' && classes[kind])}
            >
              {text || ' '}
            </span>
          ))}
        </pre>
        {lines.length > MAX_LINES && (
          <Typography variant="body2" paragraph>
            {lines.length - MAX_LINES} more lines are not shown; the pull
            request has all of them.
          </Typography>
        )}
      </Disclosure>
    </div>
  );
}
