/** Asks a policy engine whether IAM would allow a request: @cloud-copilot/iam-simulate, which the check installs here. */

/** A policy as JSON. */
export type PolicyDocument = { readonly Version: string; readonly Statement: readonly object[] };

/** A request, and all policies that are looked at. */
export interface SimulatedRequest {
  /** ARN, or the name of a service. */
  readonly principal: string;
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  readonly account: string;
  readonly policies: readonly PolicyDocument[];
  readonly resourcePolicy: PolicyDocument | undefined;
  readonly context: Readonly<Record<string, string>>;
}

interface Result {
  readonly resultType: 'single' | 'wildcard' | 'error';
  readonly overallResult?: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';
  readonly errors?: unknown;
}
type Engine = { readonly runSimulation: (simulation: object, options: object) => Promise<Result> };

// Its name is in a variable: types and checks of the project work without it.
const PACKAGE = new URL('./node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js', import.meta.url).href;
let engine: Promise<Engine> | undefined;

/** Whether the request is allowed. @throws Error for a request or a policy that AWS would not take */
export async function simulate(asked: SimulatedRequest): Promise<boolean> {
  engine ??= import(PACKAGE) as Promise<Engine>;
  const { runSimulation } = await engine;
  const { principal, action, resource, account, policies, resourcePolicy, context } = asked;
  const result = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId: account }, contextVariables: context },
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}
