/** The visible part of a scrolling element: its width, and the span of its content that can be seen. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

export interface Viewport {
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/** Scrolling by less than this does not draw again; the rows drawn beyond the edges cover it. */
const GRAIN_PX = 200;

export function useViewport(element: RefObject<HTMLElement | null>): Viewport {
  const [viewport, setViewport] = useState<Viewport>({ width: 0, top: 0, height: 0 });
  useLayoutEffect(() => {
    const scroller = element.current;
    if (scroller === null) return;
    const update = () => {
      const next = {
        width: scroller.clientWidth,
        top: Math.floor(scroller.scrollTop / GRAIN_PX) * GRAIN_PX,
        height: scroller.clientHeight + GRAIN_PX,
      };
      setViewport((now) =>
        now.width === next.width && now.top === next.top && now.height === next.height ? now : next,
      );
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(scroller);
    scroller.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', update);
    };
  }, [element]);
  return viewport;
}
