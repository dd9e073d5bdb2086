/** What a JSON or YAML file says about Option 1, and the byte edits that put the parameter in. */
import { type ByteEdit, byteOffset } from '../../bytes/edit.ts';
import { catchError } from '../../text/catch-error.ts';
import { applyTextEdits, type TextEdit } from '../../text/text-edit.ts';
import type { FilePlan, RequestFinding, RequestVerdict } from '../finding.ts';
import { readText } from '../read-text.ts';
import { type Found, findRequests } from './find-requests.ts';
import { type Judgement, judgeRequest } from './judge-request.ts';
import { toOuterEdits, toOuterPlace } from './nested-text.ts';
import { parseJson } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Document, SyntaxProblem } from './tree.ts';
import { isAsPlanned, type PlannedChange } from './verify-change.ts';

type Parse = (text: string) => Document | SyntaxProblem;

/** Only such a text is worth to be refused when it cannot be read: others merely use the same words. */
const SPEAKS_OF_REQUESTS =
  /rofilerRuleConfigurations|uleConfigurationName|rule_to_invoke|:sagemaker:createTrainingJob|AWS::SageMaker::TrainingJob|lgorithmSpecification/;
const mentions = (text: string): boolean => SPEAKS_OF_REQUESTS.test(text);

/** The plan of a JSON file; comments and trailing commas, as AWS's templates have them, are allowed. */
export const planJsonFile = (bytes: Uint8Array): FilePlan => planDocument(bytes, parseJson);

/** The plan of a YAML file, also of several documents. */
export const planYamlFile = (bytes: Uint8Array): FilePlan => planDocument(bytes, parseYaml);

function planDocument(bytes: Uint8Array, parse: Parse): FilePlan {
  const read = readText(bytes, mentions);
  if (read.kind !== 'text') return read;
  const { text, skippedBytes } = read;
  if (!mentions(text) && !text.includes('TrainingJob')) return { kind: 'no-training-job' };
  const plan = catchError(RangeError, () => planText(text, parse));
  if (plan instanceof Error)
    return mentions(text)
      ? { kind: 'refused', reason: 'nested-too-deep', detail: TOO_DEEP }
      : { kind: 'no-training-job' };
  if (!Array.isArray(plan)) {
    if (!mentions(text)) return { kind: 'no-training-job' };
    const at = skippedBytes + Buffer.byteLength(text.slice(0, plan.at));
    return { kind: 'refused', reason: plan.kind, detail: plan.detail, at };
  }
  if (plan.length === 0) return { kind: 'no-training-job' };
  return { kind: 'requests', findings: inBytes(text, skippedBytes, plan) };
}

/** A finding in places of the whole text. */
type TextFinding = { readonly at: number; readonly verdict: TextVerdict };
type TextVerdict =
  | Exclude<RequestVerdict, { kind: 'absent' }>
  | { readonly kind: 'absent'; readonly detail: string; readonly edits: readonly TextEdit[] };

function planText(text: string, parse: Parse): SyntaxProblem | TextFinding[] {
  const document = parse(text);
  if ('kind' in document) return document;
  const judged = findRequests(document, mentions).flatMap(judgeFound);
  const changes = judged.flatMap(changeOf);
  const findings = judged.map(toFinding);
  const isSound = changes.length === 0 || isAsPlanned(document, changes, applyAll(text, findings), parse);
  return (isSound ? findings : findings.map(refuseAbsent)).sort((a, b) => a.at - b.at);
}

type Judged = { readonly document: Document; readonly judgement: Judgement };

function judgeFound(found: Found): Judged[] {
  const { document } = found;
  if ('isInput' in found) return judgeRequest(found).map((judgement) => ({ document, judgement }));
  const { tree, reason, detail } = found;
  return [{ document, judgement: { tree, kind: 'refused', reason, detail } }];
}

const changeOf = ({ document, judgement }: Judged): PlannedChange[] =>
  judgement.kind === 'absent' ? [{ document, change: judgement.change }] : [];

function toFinding({ document, judgement }: Judged): TextFinding {
  const at = toOuterPlace(document, judgement.tree.start);
  const { detail } = judgement;
  switch (judgement.kind) {
    case 'absent': {
      const edits = toOuterEdits(document, judgement.change.edits);
      return edits === undefined
        ? { at, verdict: HIDDEN }
        : { at, verdict: { kind: 'absent', detail, edits } };
    }
    case 'refused':
      return { at, verdict: { kind: 'refused', reason: judgement.reason, detail } };
    case 'in-force':
    case 'no-rule':
      return { at, verdict: { kind: judgement.kind, detail } };
  }
}

const applyAll = (text: string, findings: readonly TextFinding[]): string =>
  applyTextEdits(
    text,
    findings
      .flatMap(({ verdict }) => (verdict.kind === 'absent' ? verdict.edits : []))
      .sort((a, b) => a.from - b.from),
  );

const refuseAbsent = (finding: TextFinding): TextFinding =>
  finding.verdict.kind === 'absent'
    ? { at: finding.at, verdict: { kind: 'refused', reason: 'check-failed', detail: CHECK_FAILED } }
    : finding;

/** Code units of the text as bytes of the file. */
function inBytes(text: string, skippedBytes: number, findings: readonly TextFinding[]): RequestFinding[] {
  const places = findings.flatMap(({ at, verdict }) => [
    at,
    ...(verdict.kind === 'absent' ? verdict.edits.flatMap(({ from, to }) => [from, to]) : []),
  ]);
  const offsets = new Map<number, number>();
  let [unit, byte] = [0, skippedBytes];
  for (const place of places.sort((a, b) => a - b)) {
    byte += Buffer.byteLength(text.slice(unit, place));
    unit = place;
    offsets.set(place, byte);
  }
  const offsetOf = (place: number): number => offsets.get(place) as number;
  const encode = (edit: TextEdit): ByteEdit => ({
    start: byteOffset(offsetOf(edit.from)),
    removed: Buffer.from(text.slice(edit.from, edit.to)),
    inserted: Buffer.from(edit.insert),
  });
  return findings.map(({ at, verdict }) => ({
    at: offsetOf(at),
    verdict: verdict.kind === 'absent' ? { ...verdict, edits: verdict.edits.map(encode) } : verdict,
  }));
}

const TOO_DEEP = 'it is nested deeper than can be read: set the parameter by hand';
const CHECK_FAILED =
  'the edited text does not read as the same with the parameter: set it by hand, and report this';
const HIDDEN: TextVerdict = {
  kind: 'refused',
  reason: 'dynamic',
  detail:
    'the request is a text that is folded or escaped so that places in it cannot be told: set the parameter by hand',
};
