import type { ReactElement } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import { EmptyState, ResponseErrorPanel } from '@backstage/core-components';
import type { Live } from '../../live/useLive';

const useStyles = makeStyles(theme => ({
  retry: { marginTop: theme.spacing(1) },
}));

/**
 * Shows what can be shown of a live value: a skeleton, the value, why there is none, or the error with a way to retry.
 *
 * @internal
 */
export function LiveBoundary<T>(props: {
  live: Live<T>;
  /** What is being loaded, for example `engine eu-1/team/chat`. */
  subject: string;
  /** In a card: no picture. */
  compact?: boolean;
  children: (value: T) => ReactElement;
}) {
  const { live, subject, children } = props;
  switch (live.status) {
    case 'loading':
      return <LoadingRows label={`Loading ${subject}`} />;
    case 'notFound': {
      const description = `The portal sees no ${subject}, or you may not see it. An engine that was just merged appears here as soon as the cluster reports it.`;
      return props.compact ? (
        <Typography variant="body2">{description}</Typography>
      ) : (
        <EmptyState
          missing="data"
          title="Not found"
          description={description}
        />
      );
    }
    case 'failed':
      return <RequestError error={live.error} retry={live.retry} />;
    default:
      return children(live.value);
  }
}

/**
 * An error with its cause and a button that tries again.
 *
 * @internal
 */
export function RequestError(props: { error: Error; retry: () => void }) {
  const classes = useStyles();
  return (
    <div>
      <ResponseErrorPanel error={props.error} />
      <Button
        className={classes.retry}
        variant="outlined"
        onClick={props.retry}
      >
        Try again
      </Button>
    </div>
  );
}

/**
 * Place holder of a table.
 *
 * @internal
 */
export function LoadingRows({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} aria-busy>
      <Skeleton height={40} width="60%" />
      <Skeleton height={48} />
      <Skeleton height={48} />
      <Skeleton height={48} />
    </div>
  );
}
