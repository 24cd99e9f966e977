import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';

/**
 * Stands where a filter leaves nothing of a list.
 *
 * @internal
 */
export function NoMatch(props: {
  /** A sentence. */
  text: string;
  onClear: () => void;
}) {
  return (
    <>
      <Typography role="status" gutterBottom>
        {props.text}
      </Typography>
      <Button variant="outlined" size="small" onClick={props.onClear}>
        Clear the filter
      </Button>
    </>
  );
}
