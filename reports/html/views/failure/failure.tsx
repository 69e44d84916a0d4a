/** @jsxRuntime automatic @jsxImportSource preact */
/** One failure as the page, with its trace: what can be stepped through, compared and sent. */
import type { Opened } from '../../page-data.ts';
import { ExportMenu } from '../export/export-menu.tsx';
import { Interleaving } from '../interleaving/interleaving.tsx';
import { SideBySide } from '../side-by-side/side-by-side.tsx';
import { TryIt } from '../try-it/try-it.tsx';
import { CertaintyCurve } from '../turning-points/turning-points.tsx';
import { FailureArticle } from './failure-article.tsx';

export interface FailureProps {
  readonly opened: Opened;
  /** From the route; null lets the view choose. */
  readonly step: number | null;
  /** The strategy that it is compared with. */
  readonly compare: string | null;
  readonly onMove: (to: { readonly step: number | null; readonly compare: string | null }) => void;
  readonly onHelp: () => void;
}

export function FailureView({ opened, step, compare, onMove, onHelp }: FailureProps) {
  const { page, ...detail } = opened;
  return (
    <FailureArticle page={page} level={1} curve={<CertaintyCurve failure={page} />}>
      <TryIt opened={opened} />
      <ExportMenu subject={{ ...page, ...detail }} />
      <SideBySide {...detail} {...{ page, compare }} onCompare={(other) => onMove({ step, compare: other })} />
      <Interleaving {...{ page, step, onHelp }} trace={detail.trace} onStep={(to) => onMove({ step: to, compare })} />
    </FailureArticle>
  );
}
