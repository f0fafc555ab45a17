"""A linear model handed to HiGHS column by column."""

import highspy
import numpy

INF = highspy.kHighsInf


class Model:
    """Maximises; columns first name their rows, so rows come first."""

    def __init__(self):
        self.rows = []
        self.columns = []

    def row(self, low, high):
        self.rows.append((low, high))
        return len(self.rows) - 1

    def column(self, worth, entries, low=0.0, high=1.0, whole=True):
        self.columns.append((worth, low, high, whole, entries))
        return len(self.columns) - 1

    def solve(self, whole, time_limit=None, gap=0.0, forced=()):
        """The objective, the proven bound and the status; `whole` asks for whole numbers."""
        h = highspy.Highs()
        h.setOptionValue("output_flag", False)
        h.setOptionValue("threads", 1)
        h.setOptionValue("mip_rel_gap", gap)
        h.setOptionValue("mip_abs_gap", 0.5)
        if time_limit:
            h.setOptionValue("time_limit", float(time_limit))
        h.passModel(self.lp(whole, set(forced)))
        h.run()
        info = h.getInfo()
        solved = h.getModelStatus()
        if solved == highspy.HighsModelStatus.kInfeasible:
            return None, None, "infeasible"
        bound = info.mip_dual_bound if whole else info.objective_function_value
        return info.objective_function_value, bound, h.modelStatusToString(solved)

    def lp(self, whole, forced):
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.columns), len(self.rows)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = numpy.array([c[0] for c in self.columns], dtype=float)
        lp.col_lower_ = numpy.array([1.0 if i in forced else c[1] for i, c in enumerate(self.columns)])
        lp.col_upper_ = numpy.array([c[2] for c in self.columns], dtype=float)
        lp.row_lower_ = numpy.array([r[0] for r in self.rows], dtype=float)
        lp.row_upper_ = numpy.array([r[1] for r in self.rows], dtype=float)
        start = numpy.cumsum([0] + [len(c[4]) for c in self.columns])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = start.astype(numpy.int32)
        lp.a_matrix_.index_ = numpy.array([e[0] for c in self.columns for e in c[4]], dtype=numpy.int32)
        lp.a_matrix_.value_ = numpy.array([e[1] for c in self.columns for e in c[4]], dtype=float)
        if whole:
            kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
            lp.integrality_ = [kinds[0] if c[3] else kinds[1] for c in self.columns]
        return lp


class Limits:
    """The rows everybody shares: classes held or not, quotas, people away from a unit on a day."""

    def __init__(self, model, instance):
        self.model, self.instance = model, instance
        starts = sorted({c["days"].start for c in instance.classes.values()})
        self.watched = {key: [d for d in starts if d in c["days"]] for key, c in instance.classes.items()}
        self.day, self.lead = {}, {}
        self.max, self.min, self.quotas = {}, {}, {}
        own_quotas = {}
        for key, unit, low, high in instance.quotas:
            upper = model.row(-INF, 0) if high is not None else None
            short = model.row(0, INF) if low > 0 else None
            own_quotas.setdefault(key, []).append((upper, high, short, low))
            self.quotas.setdefault(key, []).append((unit, upper, short))
            if short is not None:
                model.column(-instance.weights["quota_short"], [(short, 1)], high=INF, whole=False)
        for key, c in instance.classes.items():
            self.max[key], self.min[key] = model.row(-INF, 0), model.row(0, INF)
            held = [(self.max[key], -int(c["max"])), (self.min[key], -int(c["min"]))]
            for upper, high, short, low in own_quotas.get(key, []):
                held += [(upper, -high)] if upper is not None else []
                held += [(short, -low)] if short is not None else []
            model.column(0, held)

    def entries(self, person, key):
        """The rows one seat of the person in the class stands in."""
        instance, model = self.instance, self.model
        unit = instance.people[person]["unit"]
        units = set(instance.above(unit))
        found = [(self.max[key], 1), (self.min[key], 1)]
        for at, upper, short in self.quotas.get(key, []):
            if at in units:
                found += [(row, 1) for row in (upper, short) if row is not None]
        for d in self.watched[key]:
            if unit in instance.cap:
                if (unit, d) not in self.day:
                    self.day[unit, d] = model.row(-INF, instance.cap[unit])
                found.append((self.day[unit, d], 1))
            if instance.leads(person):
                if (unit, d) not in self.lead:
                    self.lead[unit, d] = model.row(-INF, 1)
                found.append((self.lead[unit, d], 1))
        return found
