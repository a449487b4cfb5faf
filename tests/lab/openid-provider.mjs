// A certified OpenID provider (npm: oidc-provider) for tests. It says where it is, and reads on its first line the address that it leads back
// to. Who comes with `X-Account: NAME` logs in as NAME; who comes without does not want to.
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const modules = path.join(process.argv[2], 'node_modules');
const { default: Provider } = await import(pathToFileURL(path.join(modules, 'oidc-provider/lib/index.js')));

let answer = (_, response) => response.writeHead(503).end();
const server = http.createServer((request, response) => answer(request, response));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(`the provider is at ${issuer}`);

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (back) => {
    const provider = new Provider(issuer, {
        clients: [{ client_id: 'lab', client_secret: 'a secret of tests', redirect_uris: [back] }],
        claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
        features: { devInteractions: { enabled: false } },
        pkce: { required: () => true },
        findAccount: (_, sub) => ({
            accountId: sub,
            claims: () => ({ sub, name: `${sub} de Vries`, email: `${sub}@proefstad.example`, email_verified: sub !== 'kees' }),
        }),
        loadExistingGrant: async ({ oidc }) => {
            const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
            grant.addOIDCScope('openid profile email');
            await grant.save();
            return grant;
        },
    });
    answer = async (request, response) => {
        if (!request.url.startsWith('/interaction/')) return provider.callback()(request, response);
        const account = request.headers['x-account'];
        const result = account ? { login: { accountId: account } } : { error: 'access_denied', error_description: 'no' };
        await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    };
    console.log('it knows the lab');
});
