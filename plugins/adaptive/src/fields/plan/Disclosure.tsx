import { useId, useState, type ReactNode } from 'react';
import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles } from '@material-ui/core/styles';
import ExpandIcon from '@material-ui/icons/ChevronRight';

const useStyles = makeStyles(theme => ({
  button: {
    ...theme.typography.body2,
    width: '100%',
    justifyContent: 'flex-start',
    alignItems: 'flex-start',
    textAlign: 'left',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.75, 0),
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  icon: { fontSize: '1.25rem', color: theme.palette.text.secondary },
  open: { transform: 'rotate(90deg)' },
  words: { minWidth: 0, overflowWrap: 'anywhere' },
}));

/**
 * Something that opens on demand; what is inside is made when it is open only.
 *
 * @internal
 */
export function Disclosure(props: {
  summary: ReactNode;
  children: ReactNode;
  defaultOpen?: boolean;
}) {
  const classes = useStyles();
  const id = useId();
  const [open, setOpen] = useState(props.defaultOpen ?? false);
  return (
    <>
      <ButtonBase
        className={classes.button}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <ExpandIcon
          aria-hidden
          className={open ? `${classes.icon} ${classes.open}` : classes.icon}
        />
        <span className={classes.words}>{props.summary}</span>
      </ButtonBase>
      {open && <div id={id}>{props.children}</div>}
    </>
  );
}
