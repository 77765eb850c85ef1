/** The tag, and the beginning of a caller's reference, by which what exists before a test is given its id. */
export const CHOSEN_ID = "_custom_id_";

/**
 * Python that lets whoever makes what exists before a test choose the id that AWS would, so that a configuration can name
 * it: of secrets moto does this by a tag; of keys by the same tag here, of hosted zones, which are made without tags, by
 * the caller's reference.
 */
export const CHOOSE_IDS = `
from moto.kms.models import KmsBackend
from moto.route53.models import Route53Backend
from functools import wraps

def with_chosen_key_id(make):
    @wraps(make)
    def create_key(self, policy, key_usage, key_spec, description, tags, *more, **named):
        key = make(self, policy, key_usage, key_spec, description, tags, *more, **named)
        chosen = next((tag["TagValue"] for tag in tags or [] if tag["TagKey"] == "${CHOSEN_ID}"), None)
        if chosen:
            del self.keys[key.id]
            key.arn = key.arn.replace(key.id, chosen)
            key.id = chosen
            self.keys[key.id] = key
        return key
    return create_key

def with_chosen_zone_id(make):
    @wraps(make)
    def create_hosted_zone(self, name, *more, caller_reference=None, **named):
        zone = make(self, name, *more, caller_reference=caller_reference, **named)
        if (caller_reference or "").startswith("${CHOSEN_ID}"):
            del self.zones[zone.resource_id]
            zone.resource_id = caller_reference[len("${CHOSEN_ID}"):]
            self.zones[zone.resource_id] = zone
        return zone
    return create_hosted_zone

KmsBackend.create_key = with_chosen_key_id(KmsBackend.create_key)
Route53Backend.create_hosted_zone = with_chosen_zone_id(Route53Backend.create_hosted_zone)
`;
