import type { ReactElement } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Skeleton from '@material-ui/lab/Skeleton';
import { EmptyState, ResponseErrorPanel } from '@backstage/core-components';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { isFinal } from '../../live/LiveStore';
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
      return (
        <RequestError
          subject={subject}
          error={live.error}
          repeats={!isFinal(live.error)}
          retry={live.retry}
        />
      );
    default:
      return children(live.value);
  }
}

/**
 * What could not be loaded, why, and what to do: a button that tries again, or one that leads to sign-in where the
 * session has ended, as no other attempt would get further.
 *
 * @internal
 */
export function RequestError(props: {
  /** What was being loaded, for example `problems`. */
  subject: string;
  error: Error;
  /** Whether attempts go on by themselves. */
  repeats?: boolean;
  retry: () => void;
}) {
  const { subject, error, repeats = false } = props;
  const classes = useStyles();
  if (error instanceof ResponseError && error.statusCode === 401) {
    return <SessionEnded />;
  }
  return (
    <div>
      <ResponseErrorPanel
        title={`Could not load ${subject}: ${error.message}`}
        error={error}
      />
      <Typography variant="body2" className={classes.retry}>
        {repeats
          ? 'The page tries again by itself.'
          : 'Try again; if it stays like this, tell those who run the portal.'}
      </Typography>
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

function SessionEnded() {
  const classes = useStyles();
  const identity = useApi(identityApiRef);
  const signIn = () => {
    // Without a session to end, the page itself asks for sign-in when it starts.
    identity.signOut().catch(() => window.location.reload());
  };
  return (
    <div>
      <Typography role="alert">
        Your session has ended. Sign in again.
      </Typography>
      <Button
        className={classes.retry}
        variant="contained"
        color="primary"
        onClick={signIn}
      >
        Sign in
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
