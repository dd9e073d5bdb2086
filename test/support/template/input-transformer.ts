/**
 * EventBridge's input transformer, as far as the template uses it: paths of names, and variables that stand for a JSON
 * value. Source: Amazon EventBridge User Guide, "Amazon EventBridge input transformation".
 */

/** The transformer of a rule's target. */
export interface InputTransformer {
  readonly InputPathsMap: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

/** The text that the target gets for an event. */
export function transform({ InputPathsMap, InputTemplate }: InputTransformer, event: unknown): string {
  return InputTemplate.replaceAll(/<([a-z]+)>/g, (_all, variable: string) => {
    const names = (InputPathsMap[variable] ?? '').split('.').slice(1);
    let value = event as Readonly<Record<string, unknown>> | undefined;
    for (const name of names) value = value?.[name] as typeof value;
    if (value === undefined) throw new Error(`the event has nothing for <${variable}>`);
    return JSON.stringify(value);
  });
}
