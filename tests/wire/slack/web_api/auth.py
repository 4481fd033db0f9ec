"""auth.*, apps.*, oauth.v2.access, team.info and bots.info."""

from __future__ import annotations

from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Installation, Json
from tests.wire.slack.web_api.call import Context, method

_CODE_LIFETIME = 600


@method("api.test", tokens="none")
def api_test(context: Context) -> Json:
    if "error" in context.args:
        raise SlackError(str(context.args["error"]), args=context.args)
    return {"args": context.args}


@method("auth.test", tokens="any")
def auth_test(context: Context) -> Json:
    world = context.backend.world
    if context.installation is None:
        return {"app_name": world.app.name, "app_id": world.app.id}
    team = world.teams[context.installation.team_id]
    found: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": world.users[context.installation.bot_user].name,
        "team_id": team.id,
        "user_id": context.installation.bot_user,
        "bot_id": context.installation.bot_id,
        "is_enterprise_install": False,
    }
    return found | ({"enterprise_id": team.enterprise_id} if team.enterprise_id else {})


@method("auth.revoke")
def auth_revoke(context: Context) -> Json:
    if context.flag("test"):
        return {"revoked": False}
    revoke(context, context.installed)
    return {"revoked": True}


def revoke(context: Context, installed: Installation) -> None:
    """A token no longer works; the app hears of it."""
    installed.state = "token_revoked"
    event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installed.bot_user]}}
    context.backend.events.emit(installed.team_id, event, even_if_gone=True)


@method("apps.connections.open", tokens="app")
def apps_connections_open(context: Context) -> Json:
    held = context.backend.world.app.app_tokens[context.token]
    if "connections:write" not in held:
        raise SlackError("missing_scope", needed="connections:write", provided=",".join(held))
    host = context.backend.base_url.replace("http", "ws", 1)
    return {"url": f"{host}/link/?ticket={context.backend.sockets.ticket()}&app_id={context.backend.world.app.id}"}


@method("team.info", "team:read")
def team_info(context: Context) -> Json:
    team = context.backend.world.teams[context.installed.team_id]
    found: Json = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}
    if team.enterprise_id:
        found |= {"enterprise_id": team.enterprise_id, "enterprise_name": "An organisation"}
    return {"team": found}


@method("bots.info", "users:read")
def bots_info(context: Context) -> Json:
    world = context.backend.world
    wanted = context.args.get("bot") or context.installed.bot_id
    found = next((item for item in world.installations if item.bot_id == wanted), None)
    if found is None or found.team_id != context.installed.team_id:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": found.bot_id,
            "deleted": False,
            "name": world.app.name,
            "updated": 0,
            "app_id": world.app.id,
            "user_id": found.bot_user,
            "icons": {},
        }
    }


@method("oauth.v2.access", tokens="none")
def oauth_v2_access(context: Context) -> Json:
    app = context.backend.world.app
    client_id, secret = context.basic or (str(context.args.get("client_id")), str(context.args.get("client_secret")))
    if client_id != app.client_id:
        raise SlackError("invalid_client_id")
    if secret != app.client_secret:
        raise SlackError("bad_client_secret")
    grant = context.args.get("grant_type") or "authorization_code"
    if grant == "authorization_code":
        return _granted(context, _exchanged(context))
    if grant == "refresh_token":
        return _granted(context, _refreshed(context))
    raise SlackError("invalid_grant_type")


def _exchanged(context: Context) -> Installation:
    backend = context.backend
    code = backend.codes.pop(str(context.args.get("code")), None)
    if code is None or backend.clock.now() - code.made > _CODE_LIFETIME:
        raise SlackError("invalid_code")
    if str(context.args.get("redirect_uri") or "") != code.redirect_uri:
        raise SlackError("bad_redirect_uri")
    return backend.world.install(code.team, backend.world.users[code.user], code.scopes)


def _refreshed(context: Context) -> Installation:
    world = context.backend.world
    wanted = context.args.get("refresh_token")
    found = next((item for item in world.installations if item.refresh_token == wanted), None)
    if wanted is None or found is None or found.state != "active":
        raise SlackError("invalid_refresh_token")
    world.rotate(found)
    return found


def _granted(context: Context, installed: Installation) -> Json:
    world = context.backend.world
    team = world.teams[installed.team_id]
    granted: Json = {
        "app_id": world.app.id,
        "authed_user": {"id": installed.installer},
        "scope": ",".join(sorted(installed.scopes)),
        "token_type": "bot",
        "access_token": installed.token,
        "bot_user_id": installed.bot_user,
        "team": {"id": team.id, "name": team.name},
        "enterprise": {"id": team.enterprise_id, "name": "An organisation"} if team.enterprise_id else None,
        "is_enterprise_install": False,
    }
    if installed.refresh_token and installed.expires_at:
        left = int(installed.expires_at - context.backend.clock.now())
        granted |= {"refresh_token": installed.refresh_token, "expires_in": left}
    return granted
