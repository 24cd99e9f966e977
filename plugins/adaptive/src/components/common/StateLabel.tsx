import type { ComponentType, ReactNode } from 'react';
import clsx from 'clsx';
import { makeStyles } from '@material-ui/core/styles';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import AutorenewIcon from '@material-ui/icons/Autorenew';
import CheckIcon from '@material-ui/icons/CheckCircleOutline';
import ErrorIcon from '@material-ui/icons/ErrorOutline';
import HelpIcon from '@material-ui/icons/HelpOutline';
import InfoIcon from '@material-ui/icons/InfoOutlined';
import PauseIcon from '@material-ui/icons/PauseCircleOutline';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import type { Tone, Wording } from './tones';

const ICONS: Record<Tone, ComponentType<SvgIconProps>> = {
  critical: ErrorIcon,
  warning: WarningIcon,
  moving: AutorenewIcon,
  paused: PauseIcon,
  unknown: HelpIcon,
  info: InfoIcon,
  calm: CheckIcon,
};

/** Of the font around an icon. */
const ICON_SCALE = 1.15;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'baseline',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
  },
  wraps: { whiteSpace: 'normal', overflowWrap: 'break-word', minWidth: 0 },
  icon: {
    alignSelf: 'flex-start',
    flexShrink: 0,
    // As tall as a line of text, so that it stays on the first when the words wrap.
    height: `${Number(theme.typography.body2.lineHeight) / ICON_SCALE}em`,
    fontSize: `${ICON_SCALE}em`,
    color: theme.palette.text.secondary,
  },
  critical: { color: theme.palette.error.main },
  warning: { color: theme.palette.warning.main },
  loud: { fontWeight: 600 },
}));

/**
 * A state as icon and words. The words say all; the icon's colour only draws the eye.
 *
 * @internal
 */
export function StateLabel(props: {
  wording: Wording;
  children?: ReactNode;
  className?: string;
  /** Whether long words may take several lines; else they stay on one. */
  wraps?: boolean;
}) {
  const classes = useStyles();
  const { label, tone } = props.wording;
  const Icon = ICONS[tone];
  const loud = tone === 'critical' || tone === 'warning';
  return (
    <span
      className={clsx(
        classes.root,
        loud && classes.loud,
        props.wraps && classes.wraps,
        props.className,
      )}
    >
      <Icon
        aria-hidden
        className={clsx(
          classes.icon,
          tone === 'critical' && classes.critical,
          tone === 'warning' && classes.warning,
        )}
      />
      <span>{props.children ?? label}</span>
    </span>
  );
}
