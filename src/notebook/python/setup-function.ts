/** The function that the reports call, and the modules that may define it. */

/** The function that the reports call. */
export const SETUP_FUNCTION = 'setup_profiler_report';

/**
 * True when a module may be the one that defines `setup_profiler_report`: anything inside `smdebug`, or a path that
 * is the end of `smdebug.core.utils`, as code beside it would name it.
 */
export const mayDefineSetup = (module: string): boolean =>
  /^smdebug(?:\.|$)/.test(module) || /^\.*(?:(?:core\.)?utils)?$/.test(module);

/** True when an import's target is the function in a module that may define it. */
export function isSetupTarget(target: string): boolean {
  const dot = target.lastIndexOf('.');
  return dot >= 0 && target.slice(dot + 1) === SETUP_FUNCTION && mayDefineSetup(target.slice(0, dot) || '.');
}
