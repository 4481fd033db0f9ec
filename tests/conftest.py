"""How properties are tested: no example has a time limit, machines being shared; the gate draws the same ones again."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("greenroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", settings.get_profile("greenroom"), derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "greenroom"))
